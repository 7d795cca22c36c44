/** Tells a person what goes on while they wait: a full sentence. */
export type Tell = (sentence: string) => void;
