/* What runs before main on the emulated board (mps2-an386): stack, floating-point unit, memory, then newlib's semihosting. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern uint32_t stack_top, data_from, data_start, data_end, bss_start, bss_end;
int main(void);
void initialise_monitor_handles(void);
void reset(void);

static void fault(void)
{
    abort();
}

void reset(void)
{
    /* The library is built for the hard-float ABI, which newlib's own code uses. */
    *(volatile uint32_t *)0xE000ED88u |= 0x00F00000u;
    memcpy(&data_start, &data_from, (size_t)((uint8_t *)&data_end - (uint8_t *)&data_start));
    memset(&bss_start, 0, (size_t)((uint8_t *)&bss_end - (uint8_t *)&bss_start));
    initialise_monitor_handles();
    exit(main());
}

/* newlib's exit runs these; there are none here. */
void _init(void);
void _fini(void);
void _init(void) { }
void _fini(void) { }

struct vectors {
    uint32_t *stack;
    void (*handlers[6])(void);
};

__attribute__((section(".vectors"), used)) static const struct vectors vectors = {&stack_top, {reset, fault, fault, fault, fault, fault}};
