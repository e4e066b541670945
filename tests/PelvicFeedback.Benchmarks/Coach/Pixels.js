// Put into the page before its own code. Notes what came and when it was on the screen, on the page's own clock (ms).
window.noted = { frames: [], cues: [] };
(() => {
  let newest = null;
  let stands = null;
  const text = new TextDecoder();
  const socket = WebSocket;
  window.WebSocket = class extends socket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', (event) => {
        const said = text.decode(event.data);
        const at = said.lastIndexOf('/live{');
        if (at >= 0) {
          const sample = said.slice(at);
          newest = { sensorT: Number(/"sensorT":([-\d.e+]+)/.exec(sample)?.[1]), came: performance.now() };
          const alert = /"alert":"([a-z-]+)"/.exec(sample)?.[1] ?? null;
          if (alert !== stands) {
            window.noted.alertT = alert === null ? undefined : newest.sensorT;
          }
          stands = alert;
        }
      });
    }
  };

  let shown = null;
  const frame = () => {
    const now = performance.now();
    const lean = document.querySelector('figure.beam .moving')?.style.transform;
    if (newest && lean && lean !== shown) {
      window.noted.frames.push([newest.sensorT, newest.came, now]);
      shown = lean;
      newest = null;
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    // Counts and the end of a set begin with the middle tone: they answer no alert.
    if (window.noted.alertT !== undefined && this.frequency.value !== 520) {
      // The sound's clock goes in steps and may have passed the time already: then it sounds at once.
      // What the browser itself needs to pass a sound on comes on top: it says so.
      const passing = 1000 * (this.context.baseLatency + (this.context.outputLatency || 0));
      window.noted.cues.push([window.noted.alertT, performance.now() + 1000 * Math.max(0, at - this.context.currentTime), passing]);
      window.noted.alertT = undefined;
    }
    return start.call(this, at);
  };
})();
