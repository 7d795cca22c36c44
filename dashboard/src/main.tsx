import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './language.ts';
import { App } from './app.tsx';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/filter.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id root');

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
