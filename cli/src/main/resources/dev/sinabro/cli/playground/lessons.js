/** What there is to be seen here: settings, the page to open beside them, and what to look at. */

export const LESSONS = [
  { name: "circle", data: "circle", units: [], page: "slow",
    en: ["A line is not enough", "Run it: without a hidden layer the network can only draw a line. Then add a hidden layer with + and run again."],
    ko: ["직선으로는 모자라다", "실행해 보면 은닉층이 없는 신경망은 직선밖에 긋지 못한다. +로 은닉층을 하나 늘리고 다시 실행한다."] },
  { name: "features", data: "circle", units: [], features: ["x-squared", "y-squared"], page: "slow",
    en: ["Or better features", "The same circle, no hidden layer, but the squares of x and y as features: now a line in these is enough."],
    ko: ["또는 더 나은 특징", "같은 원, 은닉층도 없다. 그러나 x와 y의 제곱이 특징이면 그 안에서는 직선으로 충분하다."] },
  { name: "perceptron", data: "and", page: "slow",
    en: ["The perceptron", "Press “Next mistake”: the line moves with each, and stays once there is none. Step goes one example at a time. Then choose OR, NAND, and XOR, for which it never comes to rest."],
    ko: ["퍼셉트론", "‘다음 실수’를 눌러 본다. 틀릴 때마다 직선이 움직이고, 더 틀리지 않으면 멈춘다. ‘한 걸음’은 예제 하나씩 나아간다. OR, NAND도 골라 보고, 끝내 멈추지 못하는 XOR도 본다."] },
  { name: "xor", data: "exclusive-or", units: [4], loss: "binary-cross-entropy", optimizer: "adam", keys: { "learning-rate": 0.05 }, batch: 4, features: ["x", "y"], page: "slow",
    en: ["XOR needs a hidden layer", "Four points that no line can part. Hover over the hidden units: each draws its own line, and the output combines them."],
    ko: ["XOR에는 은닉층이 필요하다", "직선 하나로 나눌 수 없는 네 점. 은닉 뉴런에 포인터를 올리면 저마다 직선을 긋고, 출력이 그것을 합친다."] },
  { name: "spiral", data: "spiral", units: [16, 14, 14], activation: "relu", keys: { "learning-rate": 0.01 }, page: "norms",
    en: ["The spiral", "Three hidden layers learn it in some forty epochs. Take away layers or units until they no longer can."],
    ko: ["나선", "은닉층 셋이면 마흔 에포크쯤에 배운다. 더는 배우지 못할 때까지 층이나 뉴런을 줄여 본다."] },
  { name: "vanishing", data: "circle", units: [6, 6, 6, 6, 6, 6], activation: "sigmoid", page: "norms",
    en: ["Gradients that vanish", "Six layers of sigmoid: run, and see the gradients become smaller from the last layer to the first. Then choose relu."],
    ko: ["사라지는 기울기", "시그모이드로 쌓은 여섯 층. 실행하면 기울기가 뒤층에서 앞층으로 갈수록 작아진다. 그다음 relu로 바꿔 본다."] },
  { name: "overfitting", data: "moons", rows: 60, noise: 0.3, units: [16, 16], activation: "relu", keys: { "learning-rate": 0.01 }, page: "norms",
    en: ["Learning by heart", "Few and noisy points, many units: the loss of training falls, that of the test rises. Then try L2 = 0.01, or more points."],
    ko: ["외워 버리기", "적고 잡음 많은 점에 많은 뉴런. 훈련 손실은 내려가는데 시험 손실은 올라간다. L2 = 0.01이나 더 많은 점으로 바꿔 본다."] },
  { name: "hills", data: "hills", units: [8, 8], loss: "mse", page: "slow",
    en: ["Numbers instead of classes", "Regression: the color is a height, and the loss a squared difference."],
    ko: ["분류가 아닌 회귀", "색은 높이이고, 손실은 차이의 제곱이다."] },
  { name: "rate", data: "circle", units: [4, 2], optimizer: "sgd", keys: { "learning-rate": 10 }, page: "norms",
    en: ["Too fast", "A learning rate of 10: the loss jumps. Find the largest one with which it falls, and the smallest with which it falls soon."],
    ko: ["너무 큰 학습률", "학습률이 10이면 손실이 널뛴다. 손실이 내려가는 가장 큰 학습률과, 기다릴 만한 가장 작은 학습률을 찾아본다."] },
  { name: "linear-map", data: "gauss", units: [2], activation: "identity", page: "map",
    en: ["A layer is a map", "Two units: their weights take the plane to another plane. Click a weight, change it, and see where the grid goes."],
    ko: ["층은 사상이다", "뉴런 둘의 가중치는 평면을 다른 평면으로 옮긴다. 가중치를 눌러 값을 바꾸고 격자가 어디로 가는지 본다."] },
];

/** The settings of a lesson alone. */
export function settingsOf({ name, page, en, ko, ...settings }) {
  return { ...settings, lesson: name };
}
