// What makes the page something to install. It answers no request and keeps nothing: every file and every message comes from the program at home, now.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
