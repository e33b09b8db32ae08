// Builds what graph_mock_exam marks from the answers of one sitting.

import type { AnswerResponse, ExamSubmissionWithExam, MockExam, SubmittedAnswer } from "./mock-exam.js";

/** What a student did with one question. */
export interface GivenAnswer {
  /** Null for a question that was skipped. */
  response: AnswerResponse | null;
  secondsSpent?: number;
  flagged?: boolean;
}

/** One student's sitting of an exam. */
export interface Sitting {
  exam: MockExam;
  attemptId: string;
  studentId: string;
  /** By question id. */
  answers: Readonly<Record<string, GivenAnswer>>;
  startedAt: Date;
  submittedAt: Date;
  /** Whether the time ran out. */
  wasAutoSubmitted?: boolean;
}

/**
 * Return the submission. Its id derives from the attempt, so that the same hand-in, sent again, is the same submission.
 *
 * Throws a RangeError if an answer belongs to no question of the exam.
 */
export function buildSubmission(sitting: Sitting): ExamSubmissionWithExam {
  const { exam, answers } = sitting;
  const questions = exam.sections.flatMap((section) => section.questions);
  for (const id of Object.keys(answers)) {
    if (!questions.some((question) => question.question_id === id)) {
      throw new RangeError(`there is no question ${JSON.stringify(id)} in exam ${JSON.stringify(exam.examId)}`);
    }
  }
  const isAnswered = (id: string) => !isBlank(answers[id]?.response ?? null);
  const answered = questions.filter((question) => isAnswered(question.question_id)).length;
  const minutes = (sitting.submittedAt.getTime() - sitting.startedAt.getTime()) / 60_000;
  const limit = exam.metadata.timeLimit;
  return {
    submission_id: `sub_${sitting.attemptId}`,
    exam_id: exam.examId,
    attempt_id: sitting.attemptId,
    student_id: sitting.studentId,
    course_id: exam.courseId,
    submission_metadata: {
      started_at: sitting.startedAt.toISOString(),
      submitted_at: sitting.submittedAt.toISOString(),
      time_limit_minutes: limit,
      time_spent_minutes: Math.floor(minutes),
      time_overage_minutes: limit ? Math.max(0, Math.floor(minutes - limit)) : 0,
      was_auto_submitted: sitting.wasAutoSubmitted ?? false,
    },
    answers: exam.sections.flatMap((section) =>
      section.questions.flatMap((question): SubmittedAnswer[] => {
        const given = answers[question.question_id];
        if (!given) return [];
        return [
          {
            question_id: question.question_id,
            question_number: question.question_number,
            section_id: section.section_id,
            question_type: question.question_type,
            response: given.response,
            time_spent_seconds: given.secondsSpent ?? 0,
            was_flagged: given.flagged ?? false,
          },
        ];
      }),
    ),
    exam_context: {
      total_questions: questions.length,
      questions_answered: answered,
      questions_skipped: questions.length - answered,
      questions_flagged: Object.values(answers).filter((given) => given.flagged).length,
      sections_completed: exam.sections
        .filter((section) => section.questions.every((question) => isAnswered(question.question_id)))
        .map((section) => section.section_id),
    },
    mock_exam: exam,
  };
}

/** Return whether a response holds no answer. */
export function isBlank(response: AnswerResponse | null): boolean {
  if (!response) return true;
  const { selected_option, selected_options, response_text, working, final_answer, numeric_value, drawing_data } = response;
  const texts = [selected_option, response_text, working, final_answer, ...(selected_options ?? [])];
  const isDrawn = Object.keys(drawing_data ?? {}).length > 0;
  return numeric_value == null && !isDrawn && texts.every((text) => !text?.trim());
}
