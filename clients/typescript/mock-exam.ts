// The types of graph_mock_exam, generated from its schemas by clients/typescript/generate.py. Do not edit.
//
// POST /runs/wait
// { "assistant_id": "graph_mock_exam", "input": { "exam_submission": … }, "config": { "configurable": {} } }
// and, to set a budget, "context": MockExamContext.
// The answer is MockExamOutput or { "__error__": { "error": …, "message": … } }.

export interface MockExamInput {
  exam_submission: ExamSubmissionWithExam;
  messages?: unknown[];
}

export interface MockExamOutput {
  messages: unknown[];
  structured_response: EvaluationResult;
  /** The estimate made before the first call. */
  estimate?: CostEstimate;
  /** The usage of the answers that the result is based on, including those of earlier runs. */
  usage?: Usage;
  /** The budget limit that prevented questions from being marked; `checks` names them. */
  budget_reached?: "calls" | "dollars" | null;
}

/** What is right, and what each step of it is worth. */
export interface AnswerKey {
  correct_answer: string;
  acceptable_variations?: string[];
  marking_scheme?: MarkingStep[];
  [other: string]: unknown;
}

/** What a student answered: one of the fields, and perhaps the working beside it. */
export interface AnswerResponse {
  selected_option?: string | null;
  selected_options?: string[] | null;
  response_text?: string | null;
  numeric_value?: number | null;
  drawing_data?: Record<string, unknown> | null;
  /** The steps on the way. */
  working?: string | null;
  final_answer?: string | null;
  [other: string]: unknown;
}

/** What a session may spend, including reading its files. None: no limit. */
export interface Budget {
  /** Model calls. */
  calls?: number | null;
  /** US dollars, at the known prices. */
  dollars?: number | null;
}

/** How a question checks for understanding. */
export interface CFUConfig {
  type: QuestionType;
  expected_format?: string | null;
  options?: MCQOption[] | null;
  answer_key: AnswerKey;
  [other: string]: unknown;
}

/** Whether a calculator is allowed. */
export type CalculatorPolicy = "non_calc" | "calc" | "mixed";

/** One thing that code noticed: reported, not punished. */
export interface Check {
  kind: CheckKind;
  message: string;
  question_id: string | null;
}

/** What code noticed. */
export type CheckKind = "totals_disagree" | "identifiers_disagree" | "counts_disagree" | "unknown_question" | "repeated_answer" | "unknown_option" | "type_disagrees" | "contradictory_times" | "over_time" | "key_overruled_model" | "not_marked" | "call_failed" | "budget_reached" | "breakdown_corrected" | "recommendations_corrected" | "incomplete_comment" | "interpreted" | "key_not_understood" | "truncated_upload" | "drawing_not_seen" | "picture_not_seen" | "injection_suspected" | "mark_changed" | "breakdown_incomplete" | "quote_not_found" | "unfit_comment" | "comment_replaced" | "grade_bands_unclear" | "marked_by_rules";

/** The expected cost of grading: with one call per attempt, and at most. */
export interface CostEstimate {
  /** Number of calls if no call is repeated. */
  calls?: number;
  /** Number of calls if every answer is invalid once and all second looks take place. */
  most_calls?: number;
  /** For `calls`, from the length of texts and the size of images. */
  input_tokens?: number;
  /** For `calls`, a rough estimate from the number of questions. */
  output_tokens?: number;
  /** For `calls`; null if the price of a model is unknown. */
  dollars?: number | null;
  /** For `most_calls`, without caching. */
  most_dollars?: number | null;
  /** The models without a known price. */
  unpriced?: string[];
}

/** How hard a question is meant to be. */
export type Difficulty = "easy" | "medium" | "hard";

/** The evaluation of one exam: a mark and feedback for every question, recommendations, encouragement. */
export interface EvaluationResult {
  evaluation_id: string;
  submission_id: string;
  /** ISO 8601. */
  evaluated_at: string;
  overall_result: OverallResult;
  section_results: SectionResult[];
  /** Every question, exactly once. */
  question_feedback: QuestionFeedback[];
  /** Two to four, the most urgent first. */
  learning_recommendations: LearningRecommendation[];
  /** A personal closing word that fits the result. */
  encouragement_message: string;
  /** What code noticed: reported, not punished. */
  checks: Check[];
  /** The model that marked; "rules" if none did. */
  marked_by: string;
}

/** The client's own counts. */
export interface ExamContext {
  total_questions: number;
  questions_answered: number;
  questions_skipped: number;
  questions_flagged: number;
  /** Ids of the sections, or how many. */
  sections_completed?: string[] | number | null;
  [other: string]: unknown;
}

/** What is printed on the cover. */
export interface ExamMetadata {
  title: string;
  subject: string;
  level: string;
  /** As declared; the questions' sum is what counts. */
  totalMarks: number;
  /** Minutes; null or 0 without a limit. */
  timeLimit: number | null;
  instructions: string;
  calculator_policy: CalculatorPolicy;
  /** The exam's own grades; those of the Scottish Qualifications Authority if unset. */
  grade_bands?: GradeBand[] | null;
  [other: string]: unknown;
}

/** A question with its key. `question_id` is unique in the exam; `question_number` is what a student reads. */
export interface ExamQuestion {
  question_id: string;
  question_number: number;
  /** A question that is worth nothing is shown, and not counted. */
  marks: number;
  difficulty: Difficulty;
  question_stem: string;
  question_stem_plain: string;
  question_type: QuestionType;
  cfu_config: CFUConfig;
  hints?: string[];
  misconceptions?: Misconception[];
  [other: string]: unknown;
}

/** A section with its questions. */
export interface ExamSection {
  section_id: string;
  section_label: string;
  section_order: number;
  /** As declared; the questions' sum is what counts. */
  section_marks: number;
  section_instructions: string;
  questions: ExamQuestion[];
  [other: string]: unknown;
}

/** A student's answers together with the exam that they answer: all that marking needs. */
export interface ExamSubmissionWithExam {
  submission_id: string;
  exam_id: string;
  attempt_id: string;
  student_id: string;
  course_id: string;
  submission_metadata: SubmissionMetadata;
  answers: SubmittedAnswer[];
  exam_context: ExamContext;
  mock_exam: MockExam;
  [other: string]: unknown;
}

/** A grade, the percentage from which it is given, and whether it is a pass. */
export interface GradeBand {
  /** The name of the grade. */
  label: string;
  /** Lowest percentage of the maximum for this grade. */
  from_percentage: number;
  /** Whether it is a pass; unless said, from 40 % on, and never the grade that begins at 0 %. */
  passes?: boolean | null;
}

/** One thing to do next. */
export interface LearningRecommendation {
  /** 1 is the most important. */
  priority: number;
  topic: string;
  /** What in this exam calls for it. */
  reason: string;
  /** What exactly to do. */
  action: string;
  /** Question numbers. */
  related_questions: number[];
}

/** One option of a question with options. */
export interface MCQOption {
  /** What a student selects: A, B, C … */
  label: string;
  text: string;
  is_correct?: boolean;
  /** What to tell a student who selects it. */
  feedback?: string | null;
  [other: string]: unknown;
}

/** What one step of the marking scheme earned. */
export interface MarkingCriterionResult {
  criterion_name: string;
  /** What was looked for. */
  criterion_description: string;
  /** Points, at most two decimal places. */
  marks_earned: number;
  /** Points, at most two decimal places. */
  marks_possible: number;
  feedback: string;
  /** The student's words that earn the marks. */
  evidence_seen: string | null;
}

/** One step of a marking scheme. */
export interface MarkingStep {
  step: string;
  /** Points, at most two decimal places. */
  marks: number;
  [other: string]: unknown;
}

/** A mistake that students are known to make, and what to tell them. */
export interface Misconception {
  error_pattern: string;
  feedback: string;
  [other: string]: unknown;
}

/** A misconception that shows in the answer, and the way out of it. */
export interface MisconceptionFeedback {
  /** A short name in snake_case. */
  misconception_type: string;
  common_error: string;
  why_its_wrong: string;
  correct_thinking: string;
  practice_suggestion: string;
}

/** A whole exam, answer keys included. */
export interface MockExam {
  examId: string;
  courseId: string;
  metadata: ExamMetadata;
  sections: ExamSection[];
  [other: string]: unknown;
}

/** Context of a run of `graph_mock_exam`. */
export interface MockExamContext {
  /** Who marks: "provider:model"; the server's model if unset. Before `configurable.model`. */
  model?: string | null;
  /** Of the model, if it takes one; 0.3 if unset, where the model takes it. */
  temperature?: number | null;
  /** The language of the feedback; if unset the exam's, and English where that cannot be told. */
  language?: "fr" | "en" | null;
  /** Grades; the exam's own if empty. */
  bands?: GradeBand[];
  /** What marking this submission may take, earlier runs of it included; at the limit the rest is not marked, and a run with a higher budget goes on there. */
  budget?: Budget;
}

/** The result of the whole exam. While a question is open there is no percentage and no grade. */
export interface OverallResult {
  /** Points, at most two decimal places. */
  total_marks_earned: number;
  /** Of the whole exam, open questions included. */
  total_marks_possible: number;
  /** Null while a question is open. */
  percentage: number | null;
  /** The label of a grade band: A, B, C, D or No Award unless the exam has its own. 'Incomplete' while a question is open. */
  grade: string;
  /** Null while a question is open. */
  pass_status: boolean | null;
  /** Percentage of the lowest pass. */
  pass_threshold: number;
  /** Marks possible of the marked questions. */
  total_marks_marked: number | null;
  /** Questions without a mark; the same submission goes on there. */
  questions_open: number;
}

/** Event of stream mode `custom`: one more part of the exam has been marked, or has failed. */
export interface PartDone {
  /** What happened. */
  type: "part_done";
  /** Version of this event's fields. */
  schema_version?: number;
  /** Parts that are done, this one included. */
  completed: number;
  /** Parts of the exam: one unless it is long. */
  total: number;
}

/** The mark of one question, and what there is to learn from it. */
export interface QuestionFeedback {
  question_id: string;
  question_number: number;
  section_id: string;
  /** From 0 to marks_possible. Null in a result only: the question could not be marked. */
  marks_earned: number | null;
  /** Points, at most two decimal places. */
  marks_possible: number;
  is_correct: boolean;
  is_partially_correct: boolean;
  /** One or two sentences to the student. */
  feedback_summary: string;
  /** Something true and specific, also in a wrong answer. */
  what_you_did_well: string | null;
  /** The error and why it is one; null in a right answer. */
  where_you_went_wrong: string | null;
  /** The way to the right answer, step by step. */
  correct_approach: string;
  /** One entry a step of the marking scheme; its marks sum to marks_earned. */
  marking_breakdown: MarkingCriterionResult[] | null;
  misconception_detected: MisconceptionFeedback | null;
  /** What the question is about, in a few words. */
  related_concept: string;
  /** What to go over again. */
  suggested_review: string | null;
  /** The answer seems to speak to the marker. */
  injection_suspected: boolean;
}

/** How a question is answered. */
export type QuestionType = "mcq" | "mcq_multiselect" | "numeric" | "short_text" | "structured_response";

/** The result of one section. */
export interface SectionResult {
  section_id: string;
  section_label: string;
  /** Points, at most two decimal places. */
  marks_earned: number;
  /** Points, at most two decimal places. */
  marks_possible: number;
  /** Null while a question is open. */
  percentage: number | null;
  /** Questions without a mark. */
  questions_open: number;
}

/** When and how the exam was sat. Times are ISO 8601, durations minutes. */
export interface SubmissionMetadata {
  started_at: string;
  submitted_at: string;
  /** Null or 0 without a limit. */
  time_limit_minutes: number | null;
  time_spent_minutes: number;
  time_overage_minutes?: number | null;
  was_auto_submitted?: boolean;
  [other: string]: unknown;
}

/** The answer to one question. */
export interface SubmittedAnswer {
  question_id: string;
  question_number: number;
  section_id: string;
  question_type: QuestionType;
  /** Null for a question that was skipped. */
  response: AnswerResponse | null;
  time_spent_seconds?: number | null;
  was_flagged?: boolean | null;
  [other: string]: unknown;
}

/** The usage of calls: tokens as the provider counts them, wall-clock seconds, US dollars. */
export interface Usage {
  /** Number of calls that returned an answer. */
  calls?: number;
  /** Number of requests that were cut off after they were sent. They may be charged, but are not included in `calls`, tokens and `cost`. */
  unanswered_calls?: number;
  /** Including cached tokens. */
  input_tokens?: number;
  /** Input tokens read from the provider's cache. */
  cached_input_tokens?: number;
  /** Including reasoning tokens. */
  output_tokens?: number;
  /** Output tokens used for reasoning, if reported. */
  reasoning_tokens?: number;
  /** Wall-clock time. */
  seconds?: number;
  /** Cost of the calls with a known price; null if none has one. */
  cost?: number | null;
  /** Number of calls without a known price, not included in `cost`. */
  unpriced_calls?: number;
  /** Whether tokens were estimated because none were reported. */
  estimated?: boolean;
}
