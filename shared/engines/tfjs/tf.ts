// The type of TensorFlow.js, which loads only when its engine is used.
export type Tf = typeof import('@tensorflow/tfjs-core');
