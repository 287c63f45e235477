using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class PictureViewsTests
{
    [Fact]
    public void First_One_IsTheImageAsEvaluationSeesIt()
    {
        var views = ImageViews.First(1, 8, 8);
        Assert.Equal([SampledAugmentation.None], views.Samples);
        Assert.Equal(Augmentation.None, views.Closest);
    }

    [Fact]
    public void First_AnyCount_StartsTheSameAndHoldsNoViewTwice()
    {
        var all = Places(ImageViews.Max);
        Assert.Equal(ImageViews.Max, all.Distinct().Count());
        for (var count = 1; count < ImageViews.Max; count++)
        {
            Assert.Equal(all.Take(count), Places(count));
        }
    }

    [Fact]
    public void First_All_ShowsEachCornerOncePlainAndOnceMirrored()
    {
        var corners = Places(ImageViews.Max).Skip(2).GroupBy(place => (place.X, place.Y)).ToArray();
        Assert.Equal(4, corners.Length);
        Assert.All(corners, corner => Assert.Equal([false, true], corner.Select(place => place.Mirrored).Order()));
    }

    [Fact]
    public void First_Unmirrored_ShowsTheImageAndEachCornerOnce()
    {
        var views = Places(ImageViews.Max, mirrored: false);
        Assert.Equal(ImageViews.MaxUnmirrored, views.Length);
        Assert.Equal(Places(1)[0], views[0]);
        Assert.Equal(Places(ImageViews.Max).Skip(2).Where(place => !place.Mirrored).Order(), views.Skip(1).Order());
        for (var count = 1; count < views.Length; count++)
        {
            Assert.Equal(views.Take(count), Places(count, mirrored: false));
        }
    }

    private static (float X, float Y, bool Mirrored)[] Places(int count, bool mirrored = true) =>
    [
        .. ImageViews.First(count, 20, 10, mirrored).Samples.Select(sample =>
        {
            var matrix = new ViewGeometry(new SKSizeI(40, 30), new ImageInput(20, 10, ResizeMode.Crop, 1)).ToInput(sample);
            Assert.True(matrix.TryInvert(out var back));
            var corner = back.MapPoint(matrix.ScaleX < 0 ? 20 : 0, 0);
            return (MathF.Round(corner.X, 3), MathF.Round(corner.Y, 3), matrix.ScaleX < 0);
        }),
    ];
}
