// Sends one of everything that the Node SDK offers and prints the ids.
import * as Sentry from '@sentry/node';

Sentry.init({
  dsn: process.env.DSN,
  release: 'shop@1.2.3',
  environment: 'staging',
  tracesSampleRate: 1,
  enableLogs: true,
});

function charge(order) {
  try {
    JSON.parse('{');
  } catch (cause) {
    throw new Error(`order ${order} cannot be charged`, { cause });
  }
}

const ids = {};
Sentry.addBreadcrumb({ category: 'cart', message: 'checked out', level: 'info' });
try {
  charge(7);
} catch (failure) {
  ids.exception = Sentry.captureException(failure, { tags: { shop: 'berlin' } });
}
ids.message = Sentry.captureMessage('stock runs low', 'warning');
Sentry.withScope((scope) => {
  scope.addAttachment({ filename: 'order.txt', data: 'order 7' });
  ids.attachment = Sentry.captureMessage('with an attachment');
});
Sentry.captureFeedback({ message: 'It broke.', name: 'Jane', email: 'jane@example.org', associatedEventId: ids.exception });
Sentry.captureCheckIn({ monitorSlug: 'nightly', status: 'ok', duration: 1 });
Sentry.logger.info('order placed', { order: 7 });
await Sentry.startSpan({ name: 'GET /cart', op: 'http.server' }, () =>
  Sentry.startSpan({ name: 'SELECT 1', op: 'db' }, async () => {}),
);
Sentry.startSession();
Sentry.captureSession();
Sentry.endSession();
await Sentry.flush(10_000);
console.log(JSON.stringify(ids));
