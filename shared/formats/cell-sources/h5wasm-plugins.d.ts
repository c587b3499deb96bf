// h5wasm-plugins has no types of its own.
declare module 'h5wasm-plugins' {
  /** Lets HDF5 find the package's compression filters (lzf, zstd, blosc …). */
  export function install_local_plugins(module: unknown): void;
}
