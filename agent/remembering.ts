/** A function of a text that works each answer out once, for texts that come again and again. */
export function remembering<Answer>(answerTo: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const answer = answerTo(text);
    known.set(text, answer);
    return answer;
  };
}
