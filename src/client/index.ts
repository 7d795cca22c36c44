// `mortar/client`: the API for pages and programs, without anything of Node.

export { type ClientSettings, createClient, MortarClient, type RequestOptions } from './client.ts';
export type { Given, TypedText } from './document.ts';
export { accepted, MortarError, type MortarProblem, MortarRefusal, type UserProblem } from './error.ts';
export { resumable, type SubscribingClient } from './resumable.ts';
export type { Delivery, SubscribeOptions } from './resume.ts';
export { type Tracker, type TrackerSettings, type TrackOptions, trackPages } from './tracker.ts';
