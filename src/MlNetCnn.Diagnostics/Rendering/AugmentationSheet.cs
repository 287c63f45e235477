using System.Text.RegularExpressions;

namespace MlNetCnn.Diagnostics;

/// <summary>Draws pictures and their augmented variants: a row a picture, the drawn parameters under each variant.</summary>
internal static partial class AugmentationSheet
{
    /// <summary>Draws the sheet.</summary>
    /// <param name="title">What stands on top.</param>
    /// <param name="examples">The pictures, without faults.</param>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Render(string title, IReadOnlyList<AugmentedExample> examples, int width, int height)
    {
        using var sheet = new ContactSheet();
        sheet.AddText(title, ContactSheet.HeadingSize);
        foreach (var example in examples)
        {
            SheetCell[] row =
            [
                new(SheetImages.OfPixels(example.Original, width, height), "as evaluation sees it:", Path.GetFileName(example.Path)),
                .. example.Variants.Select(variant => new SheetCell(
                    SheetImages.OfPixels(variant.Pixels, width, height), variant.Changes.Count == 0 ? "unchanged" : string.Join("; ", variant.Changes.Select(KeepTogether)))),
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
