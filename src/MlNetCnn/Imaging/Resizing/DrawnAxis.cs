namespace MlNetCnn;

/// <summary>Where one axis of an image lies on the canvas that ML.NET's ResizeImages draws it on.</summary>
/// <param name="Length">Pixels of the image.</param>
/// <param name="Offset">The pixel of the canvas on which the image begins; below 0 where its beginning is cut off.</param>
/// <param name="Drawn">Pixels of the canvas that the whole image takes.</param>
/// <param name="Canvas">Pixels of the canvas.</param>
internal readonly record struct DrawnAxis(int Length, int Offset, int Drawn, int Canvas);
