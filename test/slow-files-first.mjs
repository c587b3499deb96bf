// The order in which Jest starts test files: those known to be slow first, so that no processor is idle at the end. Jest's
// own order needs the times of a run before, which a fresh clone does not have.
const SLOW = [
  'test/engines/tfjs',
  'test/engines/core-sanitizers',
  'test/pipelines/gene-sets-end-to-end',
  'test/engines/agreement',
  'test/pipeline/commands/',
  'test/kill/',
  'test/web/browser/',
  'test/pipelines/',
  'test/ask/',
  'test/pipeline/run/',
  'test/formats/parquet/',
  'test/stages/',
  'test/engines/',
];

export default class SlowFilesFirst {
  sort(tests) {
    return [...tests].sort(
      (a, b) => placeOf(a.path) - placeOf(b.path) || (a.path < b.path ? -1 : 1),
    );
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}

function placeOf(path) {
  const place = SLOW.findIndex(start => path.includes(`/${start}`));
  return place === -1 ? SLOW.length : place;
}
