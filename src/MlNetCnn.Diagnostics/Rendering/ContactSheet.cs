using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>Lays out captioned images in rows as one PNG, dark text on white.</summary>
internal sealed class ContactSheet : IDisposable
{
    /// <summary>The font size of captions, in pixels.</summary>
    public const float CaptionSize = 12;

    /// <summary>The font size of headings, in pixels.</summary>
    public const float HeadingSize = 15;

    // Fits into the memory of a small machine, and image viewers can still open it.
    private const long MaxPixels = 100_000_000;
    private const int Margin = 20;
    private const int Gap = 10;
    private const int MinTextWidth = 440;
    private const float LineHeight = 1.3f;

    private readonly List<Block> _blocks = [];

    /// <summary>Adds a paragraph across the width of the sheet.</summary>
    /// <param name="text">The text; may contain any characters.</param>
    /// <param name="size">The font size, in pixels.</param>
    public void AddText(string text, float size = CaptionSize) => _blocks.Add(new Block(SheetFont.Drawable(text), size, []));

    /// <summary>Adds images side by side, in as many rows as needed.</summary>
    /// <param name="cells">The images.</param>
    /// <param name="perRow">The number of images per row.</param>
    public void AddGrid(IReadOnlyList<SheetCell> cells, int perRow)
    {
        foreach (var row in cells.Chunk(perRow))
        {
            _blocks.Add(new Block("", 0, [.. row.Select(cell => new Placed(cell.Bitmap, Lines(cell)))]));
        }
    }

    /// <summary>Renders the sheet.</summary>
    /// <returns>The content of a PNG file.</returns>
    /// <exception cref="MlNetCnnException"><c>SHEET_TOO_LARGE</c>.</exception>
    public byte[] ToPng()
    {
        var inner = _blocks.Select(RowWidth).Append(MinTextWidth).Max();
        var height = (2L * Margin) + _blocks.Sum(block => (long)Math.Ceiling(Height(block, inner)) + Gap) - Gap;
        var width = inner + (2 * Margin);
        if (width * height > MaxPixels)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.SheetTooLarge, "the image would be too large", expected: $"at most {MaxPixels / 1_000_000} megapixels",
                received: $"{width} x {height} pixels", fix: "request fewer or smaller images");
        }

        using var bitmap = new SKBitmap(new SKImageInfo(width, (int)height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            float y = Margin;
            foreach (var block in _blocks)
            {
                Render(canvas, block, y, inner);
                y += MathF.Ceiling(Height(block, inner)) + Gap;
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var placed in _blocks.SelectMany(block => block.Cells))
        {
            placed.Bitmap.Dispose();
        }
    }

    private static int RowWidth(Block block) => block.Cells.Sum(cell => cell.Bitmap.Width + Gap) - Gap;

    private static float Height(Block block, int width) => block.Cells.Count == 0
        ? SheetFont.Wrap(block.Text, block.Size, width).Count * block.Size * LineHeight
        : block.Cells.Max(cell => cell.Bitmap.Height + (cell.Lines.Count * CaptionSize * LineHeight));

    private static void Render(SKCanvas canvas, Block block, float y, int width)
    {
        foreach (var (i, line) in (block.Cells.Count == 0 ? SheetFont.Wrap(block.Text, block.Size, width) : []).Index())
        {
            SheetFont.Draw(canvas, line, Margin, Baseline(y, i, block.Size), block.Size, SKColors.Black);
        }

        float x = Margin;
        foreach (var (image, lines) in block.Cells)
        {
            canvas.DrawBitmap(image, x, y);
            foreach (var (i, line) in lines.Index())
            {
                SheetFont.Draw(canvas, line, x, Baseline(y + image.Height, i, CaptionSize), CaptionSize, SKColors.Black);
            }

            x += image.Width + Gap;
        }
    }

    private static float Baseline(float top, int line, float size) => top + (line * size * LineHeight) + size;

    private static IReadOnlyList<string> Lines(SheetCell cell) =>
        [.. cell.Caption.SelectMany(text => SheetFont.Wrap(SheetFont.Drawable(text), CaptionSize, cell.Bitmap.Width))];

    private sealed record Block(string Text, float Size, IReadOnlyList<Placed> Cells);

    private sealed record Placed(SKBitmap Bitmap, IReadOnlyList<string> Lines);
}

/// <summary>A captioned image of a contact sheet.</summary>
/// <param name="Bitmap">The image; the sheet disposes it.</param>
/// <param name="Caption">The caption, one paragraph per entry; may contain any characters.</param>
internal sealed record SheetCell(SKBitmap Bitmap, params IReadOnlyList<string> Caption);
