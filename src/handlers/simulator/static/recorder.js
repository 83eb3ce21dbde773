/** Records a voice message, in a form that WhatsApp has. */

const TYPES = ["audio/ogg;codecs=opus", "audio/mp4;codecs=opus", "audio/mp4"];

const type = TYPES.find((one) => globalThis.MediaRecorder?.isTypeSupported(one));

export function canRecord() {
  return Boolean(type && navigator.mediaDevices?.getUserMedia);
}

export class Recorder {
  #running = null;

  /** `done(file)` gets what was said; `ticks(seconds)` says how long it is already, null when it ends. */
  constructor(done, ticks) {
    this.done = done;
    this.ticks = ticks;
  }

  /** Begins, or ends; throws when there is no microphone, or none is allowed. */
  async toggle() {
    if (this.#running) return this.#running.stop();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream, { mimeType: type });
    const pieces = [];
    let seconds = 0;
    const clock = setInterval(() => this.ticks(++seconds), 1000);
    recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      for (const track of stream.getTracks()) track.stop();
      const wanted = this.#running === recorder;
      this.#running = null;
      this.ticks(null);
      if (wanted) this.done(new File(pieces, "voix", { type: type.split(";")[0] }));
    });
    this.#running = recorder;
    recorder.start();
    this.ticks(0);
  }

  cancel() {
    const running = this.#running;
    this.#running = null;
    running?.stop();
  }
}
