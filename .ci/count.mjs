// Prints "N passed, N failed, N skipped" from the JSON result of vitest; fails when there is none, or no test ran.
import { readFileSync } from 'node:fs';

const result = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const {
  numPassedTests: passed,
  numFailedTests,
  numPendingTests: skipped,
  numTodoTests: todo = 0,
  testResults,
} = result;
// A file that could not even be loaded has no test to count, and has failed all the same.
const failed =
  numFailedTests + testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
console.log(`${passed} passed, ${failed} failed, ${skipped + todo} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
