using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace PelvicFeedback.Tests.Coach;

/// <summary>What stands in somebody's way on what is shown: what axe finds against WCAG 2.2 AA, what is too wide, what is too small to be hit.</summary>
internal static class Barriers
{
    private const int Patients = 64;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // Axe is put into a page once: reading its half a megabyte takes longer than asking it.
    private const string IsThere = "() => typeof axe === 'object'";

    private const string WithAxe = """
        async () => {
          const found = await axe.run(document, {
            runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
            resultTypes: ['violations'],
            preload: false,
          });
          return found.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html}`));
        }
        """;

    // A target is what a finger meets: a label with its box, else the thing itself. What an open dialog covers is none.
    private const string Measured = """
        (least) => {
          const said = document.documentElement.scrollWidth > innerWidth ? ['wider than the screen'] : [];
          for (const one of (document.querySelector('dialog[open]') ?? document).querySelectorAll('button, a[href], input, select, [role=button]')) {
            const target = one.closest('label') ?? one, { width, height } = target.getBoundingClientRect();
            if (Math.min(width, height) < least - 0.1) said.push(`${Math.round(width)} × ${Math.round(height)} px: ${target.outerHTML.slice(0, 150)}`);
          }
          // Where everything has room nothing lies over anything.
          const buttons = document.querySelector('main > .buttons'), before = buttons?.previousElementSibling;
          if (before && document.documentElement.scrollHeight <= innerHeight && before.getBoundingClientRect().bottom > buttons.getBoundingClientRect().top + 1) {
            said.push(`covered by a button: ${before.outerHTML.slice(0, 150)}`);
          }
          const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
          for (const motion of document.getAnimations()) {
            const lasts = motion.effect.getComputedTiming().duration;
            if (still || lasts < 1000) said.push(`moves: ${motion.animationName ?? motion.transitionProperty}, ${lasts} ms`);
          }
          return said;
        }
        """;

    /// <summary>All of them; empty is how it should be.</summary>
    /// <param name="page">What is shown.</param>
    /// <param name="target">How large a target is at least, px: 64 for a patient at three metres.</param>
    public static async Task<IReadOnlyList<string>> Of(IPage page, int target = Patients)
    {
        if (!await page.EvaluateAsync<bool>(IsThere))
        {
            await page.EvaluateAsync(Axe);
        }

        return [.. await page.EvaluateAsync<string[]>(WithAxe), .. await Sizes(page, target)];
    }

    /// <summary>Those that can be measured: too wide, smaller than a target, covered by a button, moving where nothing may move, or flashing.</summary>
    public static async Task<IReadOnlyList<string>> Sizes(IPage page, int target = Patients) => await page.EvaluateAsync<string[]>(Measured, target);
}
