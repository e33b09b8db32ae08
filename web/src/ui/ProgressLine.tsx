/** A line that fills as a file comes or goes, beside the words that say it; `share` is from 0 to 1. */
export function ProgressLine({ share }: { share: number }) {
  return (
    <svg className="line" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect width={100 * share} height="6" />
    </svg>
  );
}
