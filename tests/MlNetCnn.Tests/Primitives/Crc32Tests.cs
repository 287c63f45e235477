using Xunit;

namespace MlNetCnn.Tests;

public sealed class Crc32Tests
{
    [Fact]
    public void Append_CheckValueOfTheStandard_IsRight() => Assert.Equal(0xCBF43926, Crc32.Append(0, "123456789"u8));

    [Fact]
    public void Append_InPieces_IsAsInOne() => Assert.Equal(0xCBF43926, Crc32.Append(Crc32.Append(Crc32.Append(0, "1234"u8), []), "56789"u8));
}
