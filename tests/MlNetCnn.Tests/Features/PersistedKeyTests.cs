using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Texts that identify files on users' disks: a change here invalidates caches and interrupted work.</summary>
public sealed class PersistedKeyTests
{
    private const string Decoder =
        "ImageDecoderOptions { MaxFileBytes = 67108864, MaxSide = 30000, MaxPixels = 89478485, ApplyOrientation = True, "
        + "Background = 16777215, AllowTruncated = False, DecodeScaled = True }";

    [Fact]
    public void FeatureCache_Key_Stays()
    {
        var backbone = Backbone.Default;
        var key = FeatureCache.Key(backbone, new FeatureExtractorOptions());

        Assert.Equal($"1|{backbone.Sha256}|{backbone.FeatureTensor}|{backbone.Preprocessing}|224x224|Crop|2|{Decoder}", key);
        Assert.Equal("mean=123.675,116.28,103.53;std=58.395,57.12,57.375;order=rgb", Preprocessing.ImageNet.ToString());
    }

    [Fact]
    public void Decoder_Key_TellsEveryOption()
    {
        Assert.Equal(Decoder, ImageDecoderOptions.Default.Key);
        Assert.Equal(
            "ImageDecoderOptions { MaxFileBytes = 1, MaxSide = 2, MaxPixels = 3, ApplyOrientation = False, Background = 4, AllowTruncated = True, DecodeScaled = False }",
            new ImageDecoderOptions
            {
                MaxFileBytes = 1, MaxSide = 2, MaxPixels = 3, ApplyOrientation = false, Background = 4, AllowTruncated = true, DecodeScaled = false,
            }.Key);
    }

    [Fact]
    public void Standardization_Key_TellsEveryOption() => Assert.Equal(
        "PixelStandardization { Rescale = 0.5, SamplewiseCenter = True, SamplewiseStd = True, FeaturewiseCenter = True, FeaturewiseStd = True }",
        new PixelStandardization { Rescale = 0.5, SamplewiseCenter = true, SamplewiseStd = true, FeaturewiseCenter = true, FeaturewiseStd = true }.Key);
}
