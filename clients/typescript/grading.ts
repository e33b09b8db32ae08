// Has a submission marked, and reads what comes back.

import type { Client } from "@langchain/langgraph-sdk";
import type {
  Check,
  EvaluationResult,
  ExamSubmissionWithExam,
  MockExamContext,
  MockExamOutput,
  PartDone,
  QuestionFeedback,
} from "./mock-exam.js";

const GRAPH = "graph_mock_exam";

/** An evaluation. Only a complete one has a grade to store; `open` is empty where no question is worth a mark. */
export type Graded =
  | { complete: true; evaluation: EvaluationResult; percentage: number; grade: string; passed: boolean }
  | { complete: false; evaluation: EvaluationResult; open: QuestionFeedback[] };

export interface GradingOptions {
  context?: MockExamContext;
  /** Called for each part of a long exam that is done. */
  onPart?: (done: PartDone) => void;
  signal?: AbortSignal;
}

/** The run failed: `kind` is `InvalidInput` if the submission cannot be marked, and the message names each field. */
export class GradingFailed extends Error {
  override readonly name = "GradingFailed";

  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Have a submission marked. Sent again, a submission that came back incomplete goes on where it was, and a complete one
 * costs nothing.
 *
 * Throws GradingFailed.
 */
export async function gradeSubmission(
  client: Client,
  submission: ExamSubmissionWithExam,
  { context = {}, onPart, signal }: GradingOptions = {},
): Promise<Graded> {
  const payload = { input: { exam_submission: submission }, context: { ...context }, ...(signal && { signal }) };
  let last: unknown = {};
  try {
    if (!onPart) {
      return readOutput(await client.runs.wait(null, GRAPH, { ...payload, raiseError: false }));
    }
    for await (const part of client.runs.stream(null, GRAPH, { ...payload, streamMode: ["values", "custom"] })) {
      if (part.event === "custom") onPart(part.data as PartDone);
      else if (part.event === "values") last = part.data;
      else if (part.event === "error") last = { __error__: part.data };
    }
  } catch (error) {
    throw refusal(error) ?? error;
  }
  return readOutput(last);
}

/** Return what the server says of a submission that it refused (HTTP 422), or null for any other error. */
function refusal(error: unknown): GradingFailed | null {
  const { status, text } = error as { status?: unknown; text?: unknown };
  if (status !== 422 || typeof text !== "string") return null;
  const { __error__: fault } = JSON.parse(text) as { __error__?: { error: string; message: string } };
  return fault ? new GradingFailed(fault.error, fault.message) : null;
}

/** Return what a run of graph_mock_exam says. Throws GradingFailed. */
export function readOutput(output: unknown): Graded {
  const { __error__: fault, structured_response: evaluation } = output as Partial<MockExamOutput> & {
    __error__?: { error: string; message: string };
  };
  if (fault) throw new GradingFailed(fault.error, fault.message);
  if (!evaluation) throw new GradingFailed("NoResult", "the run ended without a result");
  const { percentage, grade, pass_status: passed } = evaluation.overall_result;
  if (percentage === null || passed === null) {
    const isOpen = (question: QuestionFeedback) => question.marks_earned === null && question.marks_possible > 0;
    return { complete: false, evaluation, open: evaluation.question_feedback.filter(isOpen) };
  }
  return { complete: true, evaluation, percentage, grade, passed };
}

/** Return what was noticed about one question, or about the exam as a whole. */
export function checksOf(evaluation: EvaluationResult, questionId: string | null = null): Check[] {
  return evaluation.checks.filter((check) => check.question_id === questionId);
}
