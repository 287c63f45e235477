using SkiaSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class HeatOverlayTests : IDisposable
{
    private const int Size = 100;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ResizeMode.Crop, 50, 150)]
    [InlineData(ResizeMode.Pad, 0, 200)]
    [InlineData(ResizeMode.Squash, 0, 200)]
    public void Draw_WidePhoto_PaintsWhatTheNetworkSees(ResizeMode mode, int from, int to)
    {
        var photo = BlackPhoto();
        using var drawn = HeatOverlay.Render(photo, Heat(_ => 1), new ImageInput(Size, Size, mode, ResizeFactor.Default));

        // Heat over black is the yellow of the color map; regions that the network does not see are pale gray.
        var row = Enumerable.Range(0, 200).Select(x => drawn.GetPixel(x, 50)).ToList();
        Assert.Equal(from, row.FindIndex(IsYellow));
        Assert.Equal(to, row.FindLastIndex(IsYellow) + 1);
        Assert.All(row.Where(color => !IsYellow(color)), color => Assert.True(color.Red > 180 && color.Red == color.Green && color.Green == color.Blue));
        photo.Bitmap.Dispose();
    }

    [Fact]
    public void Draw_CroppedPhoto_LaysTheHeatWhereItBelongs()
    {
        var photo = BlackPhoto();
        using var drawn = HeatOverlay.Render(photo, Heat(x => x >= 75 ? 1 : 0), new ImageInput(Size, Size, ResizeMode.Crop, ResizeFactor.Default));

        // The network sees columns 50 to 150, so its last quarter starts at 125.
        Assert.Equal(125, Enumerable.Range(0, 200).First(x => IsYellow(drawn.GetPixel(x, 50))));
        photo.Bitmap.Dispose();
    }

    [Fact]
    public void Framed_PhotoThatIsSeenWhole_GetsNoFrame()
    {
        var photo = BlackPhoto();
        using var whole = HeatOverlay.Framed(photo, new ImageInput(Size, Size, ResizeMode.Pad, ResizeFactor.Default));
        using var cropped = HeatOverlay.Framed(photo, new ImageInput(Size, Size, ResizeMode.Crop, ResizeFactor.Default));

        Assert.All(whole.Pixels, pixel => Assert.Equal(SKColors.Black, pixel));
        Assert.Equal(51, Enumerable.Range(0, 200).First(x => Enumerable.Range(0, 100).Any(y => cropped.GetPixel(x, y) == SKColors.White)), 1.0);
        photo.Bitmap.Dispose();
    }

    [Fact]
    public void Read_OrientedPhoto_StandsUpright()
    {
        var jpeg = TestPictures.Write(_folder.File("a.jpg"), 120, 60, SKEncodedImageFormat.Jpeg);

        var photo = Thumbnail.Read(TestPictures.WithOrientation(_folder.File("b.jpg"), jpeg, 6), 80, ImageDecoderOptions.Default);

        Assert.Equal((40, 80, 60, 120), (photo.Bitmap.Width, photo.Bitmap.Height, photo.FullSize.Width, photo.FullSize.Height));
        photo.Bitmap.Dispose();
    }

    private static bool IsYellow(SKColor color) => color.Red > 2 * color.Blue + 50 && color.Green > 2 * color.Blue + 50;

    private static HeatMap Heat(Func<int, float> column)
    {
        var values = new float[Size, Size];
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                values[y, x] = column(x);
            }
        }

        return new HeatMap
        {
            Values = values, ClassName = "a", Probability = 1, PredictedLabel = "a", PredictedProbability = 1, Method = "CAM", Layer = "t",
        };
    }

    private Thumbnail BlackPhoto() =>
        Thumbnail.Read(TestPictures.Write(_folder.File("p.png"), 200, 100, (_, _) => SKColors.Black), 200, ImageDecoderOptions.Default);
}
