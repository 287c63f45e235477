using System.Text.RegularExpressions;

namespace MlNetCnn.Diagnostics;

/// <summary>Draws pictures and their augmented variants as a PNG: a row a picture, the drawn parameters under each variant.</summary>
public static partial class AugmentationSheet
{
    /// <summary>Draws the sheet.</summary>
    /// <param name="title">What stands on top.</param>
    /// <param name="examples">The pictures, as <see cref="AugmentationPreview"/> gives them, without faults.</param>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    /// <returns>The bytes of a PNG file.</returns>
    /// <exception cref="ArgumentException">A picture has an <see cref="AugmentedExample.Error"/>, or pixels of another size.</exception>
    public static byte[] Render(string title, IReadOnlyList<AugmentedExample> examples, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(examples);
        using var sheet = new ContactSheet();
        sheet.AddText(title, ContactSheet.HeadingSize);
        foreach (var example in examples)
        {
            if (example.Error is not null || example.Original.Length != 3 * width * height)
            {
                throw new ArgumentException($"expected {3 * width * height} values of '{example.Path}', received {example.Original.Length}", nameof(examples));
            }

            SheetCell[] row =
            [
                new(SheetImages.OfPixels(example.Original, width, height), "as evaluation sees it:", Path.GetFileName(example.Path)),
                .. example.Variants.Select(variant => new SheetCell(
                    SheetImages.OfPixels(variant.Pixels, width, height),
                    variant.Changes.Count == 0 ? "unchanged" : string.Join("; ", variant.Changes.Select(KeepTogether)))),
            ];
            sheet.AddGrid(row, row.Length);
        }

        return sheet.ToPng();
    }

    // A number stays on one line with its word and its unit.
    private static string KeepTogether(string change) => NumberBorder().Replace(change, "\u00A0");

    [GeneratedRegex(" (?=[x+%-])")]
    private static partial Regex NumberBorder();
}
