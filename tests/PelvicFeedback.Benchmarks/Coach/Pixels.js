// Put into the page before its own code. Notes what came and when it was on the screen, on the page's own clock (ms).
window.noted = { frames: [], cues: [], lost: [] };
(() => {
  let newest = null;
  const text = new TextDecoder();
  const socket = WebSocket;
  window.WebSocket = class extends socket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', (event) => {
        const said = text.decode(event.data);
        const at = said.lastIndexOf('/live{');
        if (at >= 0) {
          newest = { sensorT: Number(/"sensorT":([-\d.e+]+)/.exec(said.slice(at))?.[1]), came: performance.now() };
        }
        const alert = /\/alert\/.*"sensorT":([-\d.e+]+).*"phase":"start"/.exec(said);
        if (alert) {
          window.noted.alertT = Number(alert[1]);
        }
      });
    }
  };

  let shown = null;
  const frame = () => {
    const now = performance.now();
    const lean = document.querySelector('figure.beam g')?.getAttribute('transform');
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
    if (window.noted.alertT !== undefined) {
      window.noted.cues.push([window.noted.alertT, performance.now() + 1000 * (at - this.context.currentTime)]);
      window.noted.alertT = undefined;
    }
    return start.call(this, at);
  };
})();
