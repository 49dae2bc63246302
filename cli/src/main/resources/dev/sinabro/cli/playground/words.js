/** What the page says, in English and Korean. */
const WORDS = {
  en: {
    playground: "playground", run: "Run", pause: "Pause", step: "Step", epoch: "Epoch", reset: "begin anew",
    stepHint: "one step", epochHint: "one epoch", rate: "learning rate", activation: "activation", loss: "loss",
    optimizer: "optimizer", batch: "batch", seed: "seed", device: "device", data: "Data", kind: "kind", file: "CSV",
    target: "learn", points: "points", noise: "noise", sample: "sample", testShare: "test share", features: "features",
    network: "Network", fewerLayers: "one hidden layer less", moreLayers: "one hidden layer more", set: "set",
    check: "check its gradient", output: "Output", showTest: "test points", losses: "loss by epoch", train: "training",
    testRows: "test", slow: "One step in slow motion", norms: "Sizes of gradients", map: "First layer as a map",
    expression: "J = 3(a + bc)", code: "Show me the code", row: "example", look: "look at it", play: "animate", copy: "copy",
    normsHint: "The size of the gradient of each layer's weights, from the first to the last, on a scale of powers of ten. With sigmoid and six layers the first ones hardly learn.",
    mapHint: "Where the first two units of the first layer take the grid of the plane: a linear map and a shift, before the activation. It needs x and y alone as features.",
    expressionHint: "Blue: values, forward. Orange: the derivative of J by the node, backward. Each is the one behind it times the slope of its edge.",
    codeHint: "The same training outside of the page, with the same numbers: sinabro train playground.yaml, or the program; both read",
    backpropagated: "backpropagation", numeric: "difference", agrees: "they agree", differs: "they differ",
    forward: "forward", backward: "backward", lossNode: "loss", done: "done", weightOf: "weight", biasOf: "bias",
    circle: "circle", xor: "exclusive or", gauss: "two heaps", spiral: "spiral", moons: "moons", slope: "slope (numbers)",
    hills: "hills (numbers)", and: "AND", or: "OR", nand: "NAND", "exclusive-or": "XOR, four points", csv: "a CSV file",
    fileFirst: "choose a file", units: "units", digits: "Convolution",
    digitsHint: "Draw a digit, or take one that the network has not seen. Each map is what one filter finds: choose a map to see its filter, and move over the image to see a patch times the filter. The last picture is the transposed convolution: all maps of the first layer, painted back by the same filters.",
    anotherDigit: "another digit", clear: "clear", image: "image", patch: "patch · filter", kernel: "filter", back: "painted back",
    told: "what the network tells", training: "being trained, epoch", digitIs: "it is a", log: "log", empty: "no epoch yet", to: "to",
    least: "least", most: "most",
  },
  ko: {
    playground: "놀이터", run: "실행", pause: "멈춤", step: "한 걸음", epoch: "한 에포크", reset: "처음부터",
    stepHint: "미니배치 하나", epochHint: "데이터 전체를 한 번", rate: "학습률", activation: "활성화 함수", loss: "손실 함수",
    optimizer: "최적화", batch: "배치", seed: "시드", device: "장치", data: "데이터", kind: "종류", file: "CSV",
    target: "맞힐 열", points: "점의 수", noise: "잡음", sample: "표본", testShare: "시험 비율", features: "특징",
    network: "신경망", fewerLayers: "은닉층 줄이기", moreLayers: "은닉층 늘리기", set: "바꾸기", check: "기울기 확인",
    output: "출력", showTest: "시험 점 보기", losses: "에포크별 손실", train: "훈련", testRows: "시험", slow: "한 걸음을 느리게",
    norms: "기울기의 크기", map: "첫 층은 선형 사상", expression: "J = 3(a + bc)", code: "코드 보기", row: "예제", look: "들여다보기",
    play: "움직여 보기", copy: "복사",
    normsHint: "층마다 가중치 기울기의 크기를 앞에서 뒤로, 10의 거듭제곱 눈금에 그렸다. 시그모이드로 여섯 층을 쌓으면 앞쪽 층은 거의 배우지 못한다.",
    mapHint: "첫 층의 처음 두 뉴런이 평면의 격자를 어디로 옮기는지: 활성화 함수 전의 선형 사상과 이동이다. 특징이 x와 y뿐일 때 그린다.",
    expressionHint: "파랑은 앞으로 가는 값, 주황은 뒤로 오는 미분(그 마디에 대한 J의 미분)이다. 뒤의 미분에 변의 기울기를 곱한 것이 앞의 미분이다.",
    codeHint: "이 화면 밖에서도 같은 수가 나오는 같은 훈련: sinabro train playground.yaml 또는 아래 프로그램. 둘 다 읽는 파일은",
    backpropagated: "역전파", numeric: "수치 미분", agrees: "일치한다", differs: "다르다", forward: "순전파", backward: "역전파",
    lossNode: "손실", done: "끝", weightOf: "가중치", biasOf: "편향", circle: "원", xor: "배타적 논리합", gauss: "두 무더기",
    spiral: "나선", moons: "초승달", slope: "비탈 (회귀)", hills: "언덕 (회귀)", and: "AND", or: "OR", nand: "NAND",
    "exclusive-or": "XOR 네 점", csv: "CSV 파일", fileFirst: "파일을 고르세요", units: "뉴런", digits: "합성곱",
    digitsHint: "숫자를 그리거나, 신경망이 보지 못한 숫자를 가져오세요. 특징 맵 하나는 필터 하나가 찾아낸 것이다. 맵을 고르면 그 필터가 보이고, 그림 위로 움직이면 조각과 필터의 곱이 보인다. 마지막 그림은 전치 합성곱: 첫 층의 모든 맵을 같은 필터로 되돌려 칠한 것이다.",
    anotherDigit: "다른 숫자", clear: "지우기", image: "그림", patch: "조각 · 필터", kernel: "필터", back: "되돌려 칠함",
    told: "신경망의 답", training: "훈련하는 중, 에포크", digitIs: "정답은",
    log: "로그", empty: "아직 에포크 전", to: "→", least: "최소", most: "최대",
  },
};

let language = navigator.language.startsWith("ko") ? "ko" : "en";

export function currentLanguage() {
  return language;
}

export function word(key) {
  return WORDS[language][key] ?? key;
}

/** Puts the words of a language into all that bears one. */
export function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  for (const element of document.querySelectorAll("[data-title]")) {
    element.title = word(element.dataset.title);
    element.setAttribute("aria-label", element.title);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
  }
}
