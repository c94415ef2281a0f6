// The bar and the keys of a player that has a timeline and a list of keys, and presents nothing by itself.

/**
 * @param {import("../base/timeline.js").Timeline} timeline
 * @param {() => import("./key_help.js").KeyHelp} help
 * @param {{ changed: () => void, run?: (place: number) => void }} given `changed` hears that the timeline is another
 *   one, `run` of the digit keys
 * @returns {Actions}
 */
export function transport(timeline, help, { changed, run = () => {} }) {
  const then = (change) => (...given) => { change(...given); changed(); };
  return {
    toggle: then(() => timeline.toggle()),
    stepBy: then((count) => timeline.stepBy(count)),
    seek: then((step) => { timeline.playing = false; timeline.seek(step); }),
    loop: then(() => { timeline.loop = !timeline.loop; }),
    speed: then((speed) => { timeline.speed = speed; }),
    run,
    help: () => help().show(!help().open),
    leave: () => help().show(false),
    present: () => {},
    scene: () => {},
  };
}
