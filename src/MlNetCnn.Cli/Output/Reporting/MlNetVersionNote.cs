using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>Says what the version of ML.NET that loads a package changes.</summary>
internal static class MlNetVersionNote
{
    /// <summary>How a package's images are resized, as a clause.</summary>
    /// <param name="card">The package's card, with a resize factor.</param>
    /// <param name="factor">The card's factor.</param>
    public static string Resizing(ModelCard card, double factor) => $"{Drawing(card, factor)}: the same answers under stock ML.NET 5.0.1 and 6"
        + (card.IsReducedInGraph ? ", nearly the same for images that are larger than that" : " for images no larger than that");

    /// <summary>The same without what it means for the versions of ML.NET.</summary>
    /// <param name="card">The package's card, with a resize factor.</param>
    /// <param name="factor">The card's factor.</param>
    public static string Drawing(ModelCard card, double factor) => card.IsReducedInGraph
        ? $"ML.NET draws at {FactorText(factor)} x {Size(card)}, the graph reduces"
        : $"ML.NET draws at {Size(card)} and nothing is reduced";

    /// <summary>The text of a resize factor, as the model card has it.</summary>
    public static string FactorText(double factor) => factor.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The size of a package's input, in pixels.</summary>
    public static string Size(ModelCard card) =>
        card.InputWidth == card.InputHeight ? $"{card.InputWidth}" : $"({card.InputWidth} x {card.InputHeight})";

    /// <summary>The command that upgrades a package.</summary>
    /// <param name="model">The package.</param>
    /// <param name="images">Images to compare with, or null for a placeholder.</param>
    public static string Command(string model, string? images)
    {
        var output = Path.Combine(Path.GetDirectoryName(model) ?? "", $"{Path.GetFileNameWithoutExtension(model)}-upgraded.zip");
        return $"{ConsoleTool.Name} upgrade {ConsoleTool.Quote(model)} --output {ConsoleTool.Quote(output)}"
            + $" --images {(images is null ? "PATH" : ConsoleTool.Quote(images))}";
    }

    /// <summary>Writes the note on a package of version 0.1.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="drift">What was measured.</param>
    /// <param name="card">The package's card.</param>
    /// <param name="model">The package.</param>
    /// <param name="images">The images that it was measured on.</param>
    public static void Write(TextWriter writer, ScoreDrift drift, ModelCard card, string model, string images)
    {
        writer.WriteLine();
        writer.WriteLine(FormattableString.Invariant(
            $"Note: this package was written by MlNetCnn {card.Version}. Stock ML.NET 6 sees other pixels with it than stock ML.NET 5: ")
            + $"of {DisplayText.Count(drift.Images, "image")} {drift.ChangedClasses} {(drift.ChangedClasses == 1 ? "gets" : "get")} another class, "
            + FormattableString.Invariant($"scores differ by {drift.MeanDifference:F4} in the mean;"));
        writer.WriteLine($"  '{Command(model, images)}' makes one that answers the same under both.");
    }
}
