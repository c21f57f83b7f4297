// Node announces `node:sqlite` as experimental on every first use; that is known and says nothing about a test.
process.removeAllListeners('warning');
