using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>A picture of a contact sheet with words under it.</summary>
/// <param name="DecodedImage">The picture; the sheet disposes of it.</param>
/// <param name="Caption">The words, a paragraph an entry; may hold any characters.</param>
internal sealed record SheetCell(SKBitmap DecodedImage, params IReadOnlyList<string> Caption);
