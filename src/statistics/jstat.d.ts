// What of jstat is used here: the package brings no types.
declare module 'jstat' {
  interface Distribution<Parameters extends readonly number[]> {
    pdf(x: number, ...parameters: Parameters): number;
    cdf(x: number, ...parameters: Parameters): number;
    inv(probability: number, ...parameters: Parameters): number;
  }
  const jstat: {
    readonly normal: Distribution<[mean: number, deviation: number]>;
    readonly studentt: Distribution<[degrees: number]>;
    readonly chisquare: Distribution<[degrees: number]>;
    readonly beta: Distribution<[alpha: number, beta: number]>;
  };
  export default jstat;
}
