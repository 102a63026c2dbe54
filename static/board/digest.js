/*
 * What this page shows, as one short word: FNV-1a (32 bit, base 36) over `id=version` of every region, sorted by id.
 * The server computes the same over what it drew and says it with each heartbeat; views/regions.tsx has the other half.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  wardlight.fnv1a = fnv1a;
  wardlight.digest = () => {
    const regions = Array.from(document.querySelectorAll("[data-v]"), (region) => [region.id, region.dataset.v]);
    regions.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return fnv1a(regions.map(([id, version]) => `${id}=${version}`).join("\n"));
  };

  function fnv1a(text) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return (hash >>> 0).toString(36);
  }
})();
