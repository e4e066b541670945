using System.Reflection;
using System.Runtime.CompilerServices;
using PelvicFeedback.Core.Units;

namespace PelvicFeedback.Tests.Architecture;

/// <summary>What holds for every type of the core.</summary>
public sealed class CoreTests
{
    [Fact]
    public void Every_value_type_is_readonly()
    {
        IEnumerable<Type> writable = typeof(Degrees).Assembly.GetTypes()
            .Where(type => type.IsValueType && !type.IsEnum)
            .Where(type => !type.IsByRefLike) // A cursor on the stack is no value: nothing can keep or pass it on.
            .Where(type => !type.IsDefined(typeof(InlineArrayAttribute))) // The language has no read-only one; it is kept as a read-only property.
            .Where(type => !IsMadeByTheCompiler(type) && !type.IsDefined(typeof(IsReadOnlyAttribute)));

        Assert.Empty(writable);
    }

    private static bool IsMadeByTheCompiler(Type type) =>
        type.Name.Contains('<') || type.IsDefined(typeof(CompilerGeneratedAttribute)) || (type.DeclaringType is { } outer && IsMadeByTheCompiler(outer));
}
