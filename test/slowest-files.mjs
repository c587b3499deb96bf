// A reporter of Jest's that prints the ten slowest test files at the end of a run of more than ten.
const SHOWN = 10;

export default class SlowestFiles {
  onRunComplete(_contexts, {testResults}) {
    if (testResults.length <= SHOWN) return;
    const files = testResults
      .map(({testFilePath, perfStats}) => ({
        file: testFilePath.replace(`${process.cwd()}/`, ''),
        seconds: perfStats.runtime / 1000,
      }))
      .sort((a, b) => b.seconds - a.seconds);
    const total = files.reduce((sum, {seconds}) => sum + seconds, 0);
    const lines = files
      .slice(0, SHOWN)
      .map(({file, seconds}) => `${seconds.toFixed(1).padStart(7)} s  ${file}`);
    console.log(
      [`Slowest of ${files.length} test files (${total.toFixed(0)} s in all):`, ...lines].join(
        '\n',
      ),
    );
  }
}
