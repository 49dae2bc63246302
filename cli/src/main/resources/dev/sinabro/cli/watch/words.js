/** What the page says, in English and Korean. */
import { speaker } from "./charts/language.js";

const WORDS = {
  en: {
    runs: "runs", filter: "name, state or key=value", none: "hide all", of: "of", shown: "shown",
    noRuns: "There are no runs here yet. Start one with sinabro train, and it appears.",
    curves: "Curves", along: "along", minutes: "minutes", rowsOf: "rows of", both: "both", network: "Network",
    steps: "Steps", mistakes: "Mistakes", configuration: "Configuration", machine: "Machine", thisTraining: "This training",
    stop: "Stop", stopHint: "ends the training after its present step, with a checkpoint from which it goes on",
    checkpoint: "Checkpoint now", checkpointHint: "writes a checkpoint after the present step",
    connected: "connected", lost: "connection lost, trying again", over: "the training has ended; what was seen stays here",
    stopping: "stopping after this step", asked: "asked", written: "checkpoint at step", run: "run", state: "state",
    began: "began", running: "training", done: "done", interrupted: "stopped", failed: "failed", killed: "killed",
    unfinished: "unfinished", train: "training", validation: "validation", test: "test", best: "best", loss: "loss",
    epoch: "epoch", seconds: "seconds",
    waiting: "waiting", parameters: "parameters", damaged: "lines of its log are damaged", left: "left",
    choose: "show its curves", look: "look into this run", more: "show all",
    noCurves: "Choose runs in the table to see their curves over each other.",
    noSteps: "This run tells nothing of its steps. With log: {watch: 100} in its configuration it tells norms of weights, gradients and updates, each 100 steps.",
    noMistakes: "What the model takes for what is written when the training is done.",
    noNetwork: "This run says nothing of its network.", nothing: "–",
    confusion: "Confusion matrix", confused: "Classes that are confused most", worst: "Worst examples",
    ofRows: "rows of", input: "input", output: "output", layer: "layer", flops: "FLOP a row", kept: "kept",
    plannedSteps: "Planned steps", ofLayer: "of", rest: "batch, loss, metrics, update", step: "step", work: "FLOP", bytes: "bytes",
    time: "µs", state_bytes: "state: parameters, moments, counters", arena_bytes: "temporaries of a step",
    input_bytes: "data on the device", streamed_bytes: "data that is streamed", memory: "Memory", result: "Result",
    chooseLayer: "Choose a layer to see the steps of a training step that work for it.", other: "other runs",
    lossOfStep: "loss of a step", gradientNorm: "norm of the gradient", norm: "norm of the weights",
    ratio: "update : weights, by their norms", learningRate: "learning rate", rowsPerSecond: "rows a second",
    waitingShare: "share of time that was waited for data", log: "log", smoothed: "smoothed", smoothing: "smoothing",
    empty: "no finite value", to: "to", least: "least", most: "most", tooMany: "only the first are shown:",
  },
  ko: {
    runs: "훈련 기록", filter: "이름, 상태 또는 키=값", none: "모두 숨기기", of: "/", shown: "표시",
    noRuns: "아직 기록이 없습니다. sinabro train으로 시작하면 여기에 나타납니다.",
    curves: "곡선", along: "가로축", minutes: "분", rowsOf: "데이터", both: "둘 다", network: "신경망",
    steps: "걸음", mistakes: "오답", configuration: "설정", machine: "컴퓨터", thisTraining: "이 훈련",
    stop: "멈추기", stopHint: "지금 걸음을 마치고 체크포인트를 남긴 뒤 훈련을 끝낸다. 나중에 이어 갈 수 있다",
    checkpoint: "체크포인트", checkpointHint: "지금 걸음을 마치고 체크포인트를 쓴다",
    connected: "연결됨", lost: "연결이 끊겨 다시 시도하는 중", over: "훈련이 끝났습니다. 지금까지 본 것은 남아 있습니다",
    stopping: "이 걸음을 마치면 멈춘다", asked: "요청함", written: "체크포인트, 걸음", run: "기록", state: "상태",
    began: "시작", running: "훈련 중", done: "끝남", interrupted: "멈춤", failed: "실패", killed: "강제 종료",
    unfinished: "미완", train: "훈련", validation: "검증", test: "시험", best: "최고", loss: "손실", accuracy: "정확도",
    epoch: "에포크", seconds: "초",
    waiting: "대기", parameters: "매개변수", damaged: "줄의 로그가 손상됨", left: "남음",
    choose: "곡선 보기", look: "이 기록 들여다보기", more: "모두 보기",
    noCurves: "표에서 기록을 고르면 곡선을 겹쳐 봅니다.",
    noSteps: "이 기록에는 걸음별 값이 없습니다. 설정에 log: {watch: 100}을 쓰면 100걸음마다 가중치, 기울기, 변화량의 크기를 남깁니다.",
    noMistakes: "무엇을 무엇으로 보았는지는 훈련이 끝나면 기록됩니다.",
    noNetwork: "이 기록에는 신경망에 대한 내용이 없습니다.", nothing: "–",
    confusion: "혼동 행렬", confused: "가장 많이 헷갈린 클래스", worst: "가장 크게 틀린 예",
    ofRows: "행,", input: "입력", output: "출력", layer: "층", flops: "행당 FLOP", kept: "보관",
    plannedSteps: "계획된 계산", ofLayer: "층:", rest: "배치, 손실, 지표, 갱신", step: "계산", work: "FLOP", bytes: "바이트",
    time: "µs", state_bytes: "상태: 매개변수, 모멘트, 계수기", arena_bytes: "한 걸음의 임시 메모리",
    input_bytes: "장치에 있는 데이터", streamed_bytes: "흘려보내는 데이터", memory: "메모리", result: "결과",
    chooseLayer: "층을 고르면 한 걸음에서 그 층을 위해 하는 계산이 보입니다.", other: "다른 기록",
    lossOfStep: "걸음별 손실", gradientNorm: "기울기의 크기", norm: "가중치의 크기",
    ratio: "변화량 : 가중치 (크기의 비)", learningRate: "학습률", rowsPerSecond: "초당 행",
    waitingShare: "데이터를 기다린 시간의 비율", log: "로그", smoothed: "평활", smoothing: "평활",
    "learning rate": "학습률", "rows per second": "초당 행", empty: "유한한 값 없음", to: "~", least: "최소", most: "최대", tooMany: "처음 것만 보입니다:",
  },
};

export const { word, speak, current } = speaker(WORDS);

/** The name of a figure, such as "validation loss": as a whole, or word by word. */
export function figureName(name) {
  const whole = word(name);
  return whole === name ? name.split(" ").map(word).join(" ") : whole;
}
