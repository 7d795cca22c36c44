// First programs for this installation: each runs as it stands.

export interface Snippet {
  readonly title: string;
  /** What it is for, and what to do with it. */
  readonly words: string;
  readonly code: string;
  /** A page of docs/ that goes on from here. */
  readonly docs: string;
}

/** @param origin where this Mortar is reached, such as `https://mortar.example` */
export function snippetsOf(origin: string): readonly Snippet[] {
  const endpoint = `${origin}/graphql`;
  return [
    {
      title: 'From a terminal',
      words: 'Asks for products, which anybody may see.',
      code: `curl -s ${endpoint} \\
  -H 'content-type: application/json' \\
  -d '{"query": "{ products(first: 3) { nodes { sku name } } }"}'`,
      docs: 'clients',
    },
    {
      title: 'From a program in Node.js',
      words:
        'Logs in and asks as that account. Save it as first.mjs, put in your e-mail address and password, and run node first.mjs.',
      code: `const endpoint = '${endpoint}';

async function ask(query, variables, token) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: \`Bearer \${token}\` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

const { sessionLogIn } = await ask(
  'mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { token userErrors { message } } }',
  { input: { email: 'EMAIL', password: 'PASSWORD', transport: 'BEARER' } },
);
if (!sessionLogIn.token) throw new Error(sessionLogIn.userErrors[0].message);
console.log(await ask('{ viewer { user { email roles } } }', {}, sessionLogIn.token));`,
      docs: 'clients',
    },
    {
      title: 'Count the visitors of your pages',
      words: 'Put it into the head of each page. The numbers appear on the pages Live and Traffic.',
      code: `<script async src="${origin}/collect.js"></script>`,
      docs: 'metrics',
    },
    {
      title: 'Enqueue a job from a program',
      words: 'Continues the program above. Requires an account with the role WORKER or ADMIN.',
      code: `const { jobEnqueue } = await ask(
  'mutation ($input: JobEnqueueInput!) { jobEnqueue(input: $input) { job { id state } userErrors { message } } }',
  { input: { queue: 'default', name: 'demo.countdown', payload: { seconds: 5 } } },
  sessionLogIn.token,
);
console.log(jobEnqueue);`,
      docs: 'jobs',
    },
  ];
}
