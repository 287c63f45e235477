namespace MlNetCnn.Training;

/// <summary>Takes what the frozen front made of a picture.</summary>
/// <param name="image">The place of the picture in its list.</param>
/// <param name="values">The numbers, valid during the call.</param>
internal delegate void RowCallback(int image, ReadOnlySpan<float> values);
