using System.Text.RegularExpressions;

namespace MlNetCnn.Diagnostics;

/// <summary>Renders images and their augmented variants as a PNG: one row per image, with the sampled parameters under each variant.</summary>
public static partial class AugmentationSheet
{
    /// <summary>Renders the sheet.</summary>
    /// <param name="title">The title at the top.</param>
    /// <param name="examples">The images, as returned by <see cref="AugmentationPreview"/>, without errors.</param>
    /// <param name="width">The width of the network's input, in pixels.</param>
    /// <param name="height">The height of the network's input, in pixels.</param>
    /// <returns>The content of a PNG file.</returns>
    /// <exception cref="ArgumentException">An image has an <see cref="AugmentedExample.Error"/>, or pixels of another size.</exception>
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
                new(SheetImages.OfPixels(example.Original, width, height), "without augmentation:", Path.GetFileName(example.Path)),
                .. example.Variants.Select(variant => new SheetCell(
                    SheetImages.OfPixels(variant.Pixels, width, height),
                    variant.Changes.Count == 0 ? "unchanged" : string.Join("; ", variant.Changes.Select(KeepTogether)))),
            ];
            sheet.AddGrid(row, row.Length);
        }

        return sheet.ToPng();
    }

    // Keeps a number on one line with its word and its unit.
    private static string KeepTogether(string change) => NumberBorder().Replace(change, "\u00A0");

    [GeneratedRegex(" (?=[x+%-])")]
    private static partial Regex NumberBorder();
}
