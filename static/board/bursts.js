/*
 * The sounds, made in the page: bursts of 10, 3 and 2 pulses for high, medium and low, and two falling tones that mean the
 * page itself. Figures of pulses and pauses after IEC 60601-1-8 as its readers quote it (the text itself was not to hand;
 * Wardlight claims no conformity): tones of 150 to 1000 Hz with at least four harmonics between 300 and 4000 Hz within
 * 15 dB, rising within 10 to 20 % of a pulse.
 */
(() => {
  window.wardlight ??= {};

  /** Relative strength of the fundamental and its harmonics: 8 dB from the first to the sixth. */
  const harmonics = [0, 1, 0.9, 0.8, 0.7, 0.55, 0.4];
  const riseOfPulse = 0.15;
  const fallOfPulse = 0.2;

  /** Pauses between pulses in seconds. 3 + 2, a longer pause, 3 + 2 again. */
  const x = 0.1;
  const pulse = 0.15;
  const five = [x, x, 2 * x + pulse, x];
  const kinds = {
    high: { hertz: 523, pulse, pauses: [...five, 0.7, ...five] },
    medium: { hertz: 440, pulse: 0.2, pauses: [0.2, 0.2] },
    low: { hertz: 349, pulse: 0.2, pauses: [0.2] },
    technical: { hertz: 660, pulse: 0.35, pauses: [0.05], steps: [1, 2 / 3] },
  };

  /** A quarter of the way is half as loud: hearing is no straight line. */
  const gainOf = (volume) => (Number(volume) / 10) ** 1.5;

  /** Schedules a burst from `at` on, in seconds of the context. Answers what it scheduled, and how to end it early. */
  function schedule(context, destination, kind, at, volume) {
    const { hertz, pulse, pauses, steps = [] } = kinds[kind];
    const wave = context.createPeriodicWave(new Float32Array(harmonics.length), new Float32Array(harmonics));
    const out = context.createGain();
    out.gain.value = gainOf(volume);
    out.connect(destination);
    const tone = context.createOscillator();
    const shape = context.createGain();
    tone.setPeriodicWave(wave);
    tone.connect(shape).connect(out);
    shape.gain.setValueAtTime(0, at);
    let from = at;
    for (let i = 0; i <= pauses.length; i++) {
      tone.frequency.setValueAtTime(hertz * (steps[i] ?? 1), from);
      shape.gain.setValueAtTime(0, from);
      shape.gain.linearRampToValueAtTime(1, from + pulse * riseOfPulse);
      shape.gain.setValueAtTime(1, from + pulse * (1 - fallOfPulse));
      shape.gain.linearRampToValueAtTime(0, from + pulse);
      from += pulse + (pauses[i] ?? 0);
    }
    tone.start(at);
    tone.stop(from);
    tone.onended = () => out.disconnect();
    return { kind, pulses: pauses.length + 1, at, endsAt: from, stop: () => out.disconnect() };
  }

  window.wardlight.bursts = { kinds: Object.keys(kinds), schedule };
})();
