export { buildSubmission, isBlank, type GivenAnswer, type Sitting } from "./submission.js";
export { GradingFailed, checksOf, gradeSubmission, readOutput, type Graded, type GradingOptions } from "./grading.js";
export type * from "./mock-exam.js";
export type * as Sessions from "./sessions.js";
