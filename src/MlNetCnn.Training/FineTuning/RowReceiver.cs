namespace MlNetCnn.Training;

/// <summary>Takes what the frozen front made of a picture.</summary>
/// <param name="picture">The place of the picture in its list.</param>
/// <param name="values">The numbers, valid during the call.</param>
internal delegate void RowReceiver(int picture, ReadOnlySpan<float> values);
