namespace MlNetCnn.Diagnostics;

/// <summary>Writes the settings of the run and the command that repeats it.</summary>
internal static class RunPart
{
    /// <summary>Whether the report has such content.</summary>
    public static bool IsThere(ReportContent content) => content.Card is not null || content.Facts.Count > 0 || content.Command is not null;

    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, ReportContent content)
    {
        if (!IsThere(content))
        {
            return;
        }

        html.BeginSection("run", "Run");
        html.Markup("<dl>");
        foreach (var (name, value) in content.Facts.Concat(Facts(content.Card)))
        {
            html.Markup($"<div><dt>{HtmlText.Escape(name)}</dt><dd><bdi>{HtmlText.Escape(value)}</bdi></dd></div>");
        }

        html.Markup("</dl>");
        if (content.Command is { } command)
        {
            html.Markup($"<p>Command to repeat the run:</p>\n<pre><code>{HtmlText.Escape(command)}</code></pre>");
        }

        html.EndSection();
    }

    private static IEnumerable<KeyValuePair<string, string>> Facts(ModelCard? card)
    {
        if (card is null)
        {
            yield break;
        }

        yield return new("Method", card.Method);
        if (card.Network is { } network)
        {
            yield return new("Network", network);
        }

        if (card.Backbone is { } backbone)
        {
            yield return new("Backbone", backbone);
            yield return new("License of the weights", card.License ?? "unknown");
        }

        if (card.BackboneSha256 is { } hash)
        {
            yield return new("SHA-256 of the backbone", hash);
        }

        yield return new("Classes", DisplayText.List(card.ClassNames));
        yield return new(
            "Input",
            $"{card.InputWidth} x {card.InputHeight} pixels, {card.Resize.ToString().ToLowerInvariant()}"
            + (card is { Input.IsReduced: true, ResizeFactor: { } factor } ? $", rendered {ResizeFactor.Text(factor)} times as large and reduced" : "")
            + $"; preprocessing {card.Preprocessing}{(card.PreprocessingChoice is { } choice ? $" ({choice})" : "")}");
        if (card.UnsafeAugmentations.Count > 0)
        {
            yield return new("Augmentations that change the class", string.Join(", ", card.UnsafeAugmentations));
        }

        if (card.Temperature is { } temperature)
        {
            yield return new("Temperature of the scores", FormattableString.Invariant($"{temperature:F3}"));
        }

        yield return new("Seed", FormattableString.Invariant($"{card.Seed}"));
        if (card.DataFingerprint is { } fingerprint)
        {
            yield return new("Fingerprint of the training data", fingerprint);
        }
    }
}
