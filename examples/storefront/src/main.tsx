import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { openClient } from './client.ts';
import { Shop } from './shop.tsx';
import './styles.css';

/** A log-in or log-out begins with a new client: nothing of another person stays in it, and the WebSocket is one of the new session. */
function start(): void {
  let client = openClient();
  const root = createRoot(document.getElementById('root') as HTMLElement);
  const render = (): void =>
    root.render(
      <StrictMode>
        <Provider value={client.urql} key={client.number}>
          <Shop
            onPerson={() => {
              client.close();
              client = openClient();
              render();
            }}
          />
        </Provider>
      </StrictMode>,
    );
  render();
}

start();
