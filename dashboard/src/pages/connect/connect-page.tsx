import { useEffect, useState } from 'react';
import { CodeBlock } from '../../parts/code-block.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { hasGraphiql } from './graphiql.ts';
import { type Snippet, snippetsOf } from './snippets.ts';

/** How an application reaches this installation: its addresses, and first programs that run as they stand. */
export function ConnectPage() {
  const { origin } = window.location;
  const graphiql = useGraphiql();
  return (
    <Page title="Connect your app">
      <Panel title="Addresses">
        <dl className="details">
          <dt>GraphQL</dt>
          <dd>
            <code>{origin}/graphql</code>
          </dd>
          <dt>Subscriptions</dt>
          <dd>
            <code>{origin.replace(/^http/, 'ws')}/graphql</code> by WebSocket (graphql-ws), or the address above by
            server-sent events
          </dd>
          <dt>Events of visitors</dt>
          <dd>
            <code>{origin}/collect</code>
          </dd>
          <dt>GraphiQL</dt>
          <dd>
            {graphiql === undefined && <span className="muted">Checking …</span>}
            {graphiql && <a href="/graphql">Try queries in the browser</a>}
            {graphiql === false && (
              <>
                It is switched off here. <code>MORTAR_GRAPHIQL=true</code> switches it on.
              </>
            )}
          </dd>
          <dt>Documentation</dt>
          <dd>
            <a href="/dashboard/docs/README.html">All pages</a>, of the version that runs here
          </dd>
        </dl>
        <p className="muted">
          Pages of another origin need that origin in <code>MORTAR_ALLOWED_ORIGINS</code>.
        </p>
      </Panel>
      {snippetsOf(origin).map((snippet) => (
        <SnippetPanel key={snippet.title} snippet={snippet} />
      ))}
    </Page>
  );
}

function SnippetPanel({ snippet: { title, words, code, docs } }: { snippet: Snippet }) {
  return (
    <Panel title={title} actions={<CopyButton text={code} label={`Copy: ${title}`} />}>
      <p>
        {words} <a href={`/dashboard/docs/${docs}.html`}>More in {docs}.md</a>.
      </p>
      <CodeBlock>{code}</CodeBlock>
    </Panel>
  );
}

/** Undefined until it is known. */
function useGraphiql(): boolean | undefined {
  const [served, setServed] = useState<boolean>();
  useEffect(() => {
    void hasGraphiql().then(setServed);
  }, []);
  return served;
}
