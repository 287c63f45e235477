using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>Describes how the predictions of a package depend on the version of ML.NET.</summary>
internal static class MlNetVersionNote
{
    /// <summary>Returns how the images of a package are resized, as a clause.</summary>
    /// <param name="card">The package's card, with a resize factor.</param>
    /// <param name="factor">The card's factor.</param>
    public static string Resizing(ModelCard card, double factor) => $"{Drawing(card, factor)}: the same predictions under plain ML.NET 5.0.1 and 6"
        + (card.IsReducedInGraph ? ", nearly the same for larger images" : " for images up to that size");

    /// <summary>Returns the same without the effect on the versions of ML.NET.</summary>
    /// <param name="card">The package's card, with a resize factor.</param>
    /// <param name="factor">The card's factor.</param>
    public static string Drawing(ModelCard card, double factor) => card.IsReducedInGraph
        ? $"ML.NET resizes to {FactorText(factor)} x {Size(card)}, the graph downscales"
        : $"ML.NET resizes to {Size(card)}, without downscaling in the graph";

    /// <summary>Returns a resize factor as text, as in the model card.</summary>
    public static string FactorText(double factor) => factor.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Returns the input size of a package, in pixels.</summary>
    public static string Size(ModelCard card) =>
        card.InputWidth == card.InputHeight ? $"{card.InputWidth}" : $"({card.InputWidth} x {card.InputHeight})";

    /// <summary>Returns the command that upgrades a package.</summary>
    /// <param name="model">The package.</param>
    /// <param name="images">Images to compare with, or null for a placeholder.</param>
    public static string Command(string model, string? images)
    {
        var output = Path.Combine(Path.GetDirectoryName(model) ?? "", $"{Path.GetFileNameWithoutExtension(model)}-upgraded.zip");
        return $"{ConsoleTool.Name} upgrade {ConsoleTool.Quote(model)} --output {ConsoleTool.Quote(output)}"
            + $" --images {(images is null ? "PATH" : ConsoleTool.Quote(images))}";
    }

    /// <summary>Writes the note on a package of version 0.1.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="drift">The measured differences.</param>
    /// <param name="card">The package's card.</param>
    /// <param name="model">The package.</param>
    /// <param name="images">The measured images.</param>
    public static void Write(TextWriter writer, ScoreDrift drift, ModelCard card, string model, string images)
    {
        writer.WriteLine();
        writer.WriteLine(FormattableString.Invariant(
            $"Note: this package was written by MlNetCnn {card.Version}. It gets different pixels under plain ML.NET 6 than under plain ML.NET 5: ")
            + $"of {DisplayText.Count(drift.Images, "image")} {drift.ChangedClasses} {(drift.ChangedClasses == 1 ? "gets" : "get")} another class, "
            + FormattableString.Invariant($"scores differ by {drift.MeanDifference:F4} on average;"));
        writer.WriteLine($"  '{Command(model, images)}' writes one that predicts the same under both.");
    }
}
