// Judges what a request sends before anything reads of it: Yoga's parsers let the failures of JSON in an address or a form through as if
// they were the server's, and a batch may hold anything.

import { GraphQLError } from 'graphql';
import { apiError } from '../../resolvers/base/errors.ts';
import { serverLimits } from '../limits.ts';
import type { ServerPlugin } from './server-plugin.ts';

export function readableRequest(): ServerPlugin {
  return {
    name: 'readable request',
    yoga: {
      onRequestParse: ({ requestParser, setRequestParser }) => {
        if (!requestParser) return undefined;
        setRequestParser(async (request) => {
          try {
            return await requestParser(request);
          } catch (error) {
            throw unreadable(error);
          }
        });
        return {
          onRequestParseDone: ({ requestParserResult: sent }) => {
            if (Array.isArray(sent) && sent.some((each) => typeof each !== 'object' || each === null))
              throw notReadable('Each operation of a batch must be an object.');
            if (isNestedDeeper(sent, serverLimits.jsonLevels))
              throw notReadable(`Lists and objects may be nested ${serverLimits.jsonLevels} levels deep.`);
          },
        };
      },
    },
    shortPath: { notNeeded: { onRequestParse: 'The short path leaves what it cannot read to Yoga.' } },
  };
}

/** Goes through a value level by level, since it may have more of them than the stack holds. */
function isNestedDeeper(value: unknown, most: number): boolean {
  let level = [value].filter(isNested);
  for (let count = 0; level.length > 0; count++) {
    if (count === most) return true;
    level = level.flatMap((each) => Object.values(each).filter(isNested));
  }
  return false;
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Without what the parser says of it, which is about the inside of the server. */
function unreadable(error: unknown): unknown {
  if (error instanceof SyntaxError) return notReadable('variables and extensions must be JSON.');
  if (error instanceof GraphQLError && error.extensions.originalError) return notReadable(error.message);
  return error;
}

function notReadable(message: string): GraphQLError {
  return apiError('BAD_USER_INPUT', message, { http: { status: 400 } });
}
