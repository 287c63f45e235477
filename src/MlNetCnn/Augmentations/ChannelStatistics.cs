namespace MlNetCnn.Augmentations;

/// <summary>Mean and standard deviation of red, green and blue over the training pictures, of pixels that were rescaled and standardised by picture
/// already, so that what comes out is centred whatever else is on.</summary>
/// <param name="Mean">Three means.</param>
/// <param name="Std">Three standard deviations.</param>
[SharedInternal]
internal sealed record ChannelStatistics(float[] Mean, float[] Std);
