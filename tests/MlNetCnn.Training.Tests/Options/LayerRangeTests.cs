using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class LayerRangeTests
{
    [Theory]
    [InlineData("auto")]
    [InlineData("head")]
    [InlineData("all")]
    [InlineData("stages:2")]
    [InlineData("layers:14")]
    [InlineData("from:resnet/layer3:0")]
    public void Parse_WrittenText_ReturnsTheSame(string text)
    {
        Assert.Equal(text, LayerRange.Parse(text).ToString());
        Assert.Equal(LayerRange.Parse(text), LayerRange.Parse(LayerRange.Parse(text).ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("stages")]
    [InlineData("stages:0")]
    [InlineData("stages:-1")]
    [InlineData("stages:1.5")]
    [InlineData("layers:x")]
    [InlineData("from:")]
    [InlineData("head:1")]
    public void Parse_Nonsense_ReportsTheExpectedForm(string text)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => LayerRange.Parse(text));
        Assert.Equal(("UNFREEZE_SPEC", ErrorKind.Usage), (exception.Code, exception.Kind));
        Assert.Contains("stages:N", exception.Message);
        Assert.False(LayerRange.TryParse(text, out _));
        Assert.False(LayerRange.TryParse(null, out _));
    }

    [Fact]
    public void TryParse_AsASettingIsRead_ReturnsTheRange()
    {
        Assert.Equal(LayerRange.LastStages(2), Read<LayerRange>("stages:2"));

        static T? Read<T>(string text)
            where T : class, IParsable<T> => T.TryParse(text, null, out var range) && range.Equals(T.Parse(text, null)) ? range : null;
    }
}
