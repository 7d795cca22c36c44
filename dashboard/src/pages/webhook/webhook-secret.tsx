/** The only time that it can be read. */
export function WebhookSecret({ secret, onClose }: { secret: string; onClose(): void }) {
  return (
    <section aria-label="The secret of the webhook">
      <p>The program that receives the events verifies them with this secret. Nobody can show it again.</p>
      <pre className="mail" data-testid="webhook-secret">
        {secret}
      </pre>
      <button type="button" onClick={onClose}>
        I have kept it
      </button>
    </section>
  );
}
