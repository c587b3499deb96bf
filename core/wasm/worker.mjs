// A thread of the WebAssembly core. Thread 0 runs operations as they are posted; the others wait inside the module
// for tiles of work and never come back. Plain JavaScript, so that Node's and a browser's workers load it as it is.
const port = globalThis.postMessage ? globalThis : (await import('node:worker_threads')).parentPort;

port.onmessage = ({data}) => {
  const {module, memory, stackTop, thread, threads} = data;
  const core = new WebAssembly.Instance(module, {env: {memory}}).exports;
  // Each thread has a stack of its own inside the shared memory.
  core.__stack_pointer.value = stackTop;
  if (thread > 0) core.runHelper(thread);
  port.onmessage = ({data: {id, name, args}}) => {
    core.setThreads(threads);
    try {
      port.postMessage({id, result: core[name](...args)});
    } catch (error) {
      port.postMessage({id, error: String(error)});
    }
  };
};
