using SkiaSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class ReportHeatMapsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => _folder.File("m.zip");

    public ReportHeatMapsTests() => Classifiers.Emoji.Save(Model);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Draw_Photo_IsAJpegOfItsShapeInOtherColours()
    {
        var network = ImageNetwork.Load(Model);
        using var activations = new ClassActivationMapping(network);
        var photo = Repository.Photos(1)[0];
        var drawn = new ReportHeatMaps(network, path => activations.Explain(path, null, TestContext.Current.CancellationToken)).Render(photo);

        Assert.True(activations.IsExact);
        using var before = SKBitmap.Decode(photo);
        using var after = SKBitmap.Decode(drawn);
        Assert.Equal((double)before.Width / before.Height, (double)after.Width / after.Height, 0.05);
        Assert.Equal(224, Math.Max(after.Width, after.Height));

        // Viridis ranges from violet to yellow: no pixel is as red as a flower.
        Assert.All(after.Pixels, color => Assert.True(color.Red < 250 || color.Green > 120));
        Assert.True(after.Pixels.Distinct().Count() > 1000);
    }

    [Fact]
    public void Draw_FileThatIsGone_IsNothing()
    {
        var network = ImageNetwork.Load(Model);
        using var activations = new ClassActivationMapping(network);
        Assert.Null(new ReportHeatMaps(network, path => activations.Explain(path, null, TestContext.Current.CancellationToken)).Render(_folder.File("gone.jpg")));
    }
}
